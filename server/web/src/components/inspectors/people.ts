import type { Absence, Inspector, InspectorBody, Recusal } from '../../api/inspectors'

// An inspector as a form edits him: lists are lines of text, one of each kind a line.

export interface PersonForm {
  id: string
  name: string
  unit: string
  township: string
  qualifications: string
  recusals: { kind: RecusalKind; of: string; reason: string }[]
  absences: { from: string; to: string; reason: string }[]
}

export const recusalKinds = ['site', 'unit', 'area'] as const
export type RecusalKind = (typeof recusalKinds)[number]

/** What a recusal is of. */
export const kindOf = (r: Recusal): RecusalKind => (r.site ? 'site' : r.unit ? 'unit' : 'area')

/** The form of somebody, or an empty one. */
export function formOf(p?: Inspector): PersonForm {
  return {
    id: p?.id ?? '', name: p?.name ?? '', unit: p?.unit ?? '', township: p?.township ?? '', qualifications: (p?.qualifications ?? []).join('、'),
    recusals: (p?.recusals ?? []).map((r) => ({ kind: kindOf(r), of: r[kindOf(r)] ?? '', reason: r.reason })),
    absences: (p?.absences ?? []).map((a) => ({ from: a.from, to: a.to, reason: a.reason ?? '' })),
  }
}

/** What is sent: lines that nobody filled in are left out. */
export function bodyOf(form: PersonForm): InspectorBody {
  const qualifications = form.qualifications.split(/[,，、;；]/).map((q) => q.trim()).filter(Boolean)
  const recusals = form.recusals.filter((r) => r.of.trim()).map((r): Recusal => ({ [r.kind]: r.of.trim(), reason: r.reason.trim() }))
  const absences = form.absences.filter((a) => a.from).map((a): Absence => ({ from: a.from, to: a.to || a.from, ...(a.reason.trim() && { reason: a.reason.trim() }) }))
  return {
    name: form.name.trim(),
    ...(form.unit.trim() && { unit: form.unit.trim() }),
    ...(form.township && { township: form.township }),
    ...(qualifications.length > 0 && { qualifications }),
    ...(recusals.length > 0 && { recusals }),
    ...(absences.length > 0 && { absences }),
  }
}

/** Those in whom each word of a search occurs. */
export function found(people: readonly Inspector[], text: string): Inspector[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return people.filter((p) => {
    const all = [p.id, p.name, p.unit, ...(p.qualifications ?? [])].join(' ').toLowerCase()
    return words.every((w) => all.includes(w))
  })
}
