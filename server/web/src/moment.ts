import { language } from './i18n'

/** The clock of counties, and of rounds unless their drill names another. */
export const countyZone = 'Asia/Shanghai'

/** A time of the server in the reader's language, by the reader's own clock or that of a zone. */
export function moment(stamp: string | undefined, zone?: string): string {
  if (!stamp) return ''
  return new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short', ...(zone && { timeZone: zone }) }).format(new Date(stamp))
}
