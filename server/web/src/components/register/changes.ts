/** A member of a site as a person reads it; a dash where there is none. */
export function written(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–'
  if (Array.isArray(value)) return value.length ? value.map(written).join(', ') : '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
}

/** Whether so many sites go that somebody should say yes: more than one in 20, as at an import. */
export const vanishing = (gone: number, of: number): boolean => gone * 20 > of
