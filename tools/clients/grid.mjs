/** The column and row of the tile of a place, with how far it lies in the tile after the point. */
export function onGrid([lon, lat], zoom) {
  const sine = Math.sin((lat * Math.PI) / 180)
  const part = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
  return [(lon / 360 + 0.5) * 2 ** zoom, part * 2 ** zoom]
}
