import { language } from './i18n'

/** A time of the server in the reader's own time and language. */
export function moment(stamp: string | undefined): string {
  if (!stamp) return ''
  return new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(stamp))
}
