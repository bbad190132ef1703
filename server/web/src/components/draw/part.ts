/** What a file is for the server that checks it. */
export const parts = ['bundle', 'record', 'frame', 'plan'] as const
export type Part = (typeof parts)[number]

/** How much of a file partOf wants to see, in bytes. */
export const headBytes = 4096

/** What a file may be, by how it begins and, failing that, by its name. A person can say otherwise. */
export function partOf(name: string, head: string): Part {
  const begin = head.replace(/^\uFEFF/, '').trimStart()
  if (begin.startsWith('PK') || /\.zip$/i.test(name)) return 'bundle'
  if (/^\{"frame":\{/.test(begin)) return 'record'
  if (/^\{[^{}]*"category"\s*:\s*"/.test(begin) || /\.ndjson$/i.test(name)) return 'frame'
  if (/^\{\s*"(name|steps|title)"\s*:/.test(begin) || /^(#|name:|title:|steps:)/.test(begin) || /\.ya?ml$/i.test(name)) return 'plan'
  return 'record'
}

/** Whether the server can check these files: a bundle by itself, or a record with its frame. */
export function complete(given: Part[]): boolean {
  const several = new Set(given).size < given.length
  if (given.includes('bundle')) return given.length === 1
  return !several && given.includes('record') && given.includes('frame')
}
