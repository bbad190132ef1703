import { createI18n } from 'vue-i18n'

export type Language = 'zh' | 'en'
type Texts = { [key: string]: string | Texts }

// The texts of each page stand in locales/LANGUAGE/PAGE.json; a file more is found by itself.
const files = import.meta.glob<Texts>('./locales/*/*.json', { eager: true, import: 'default' })

export function textsOf(lang: Language): Texts {
  const whole: Texts = {}
  for (const [path, texts] of Object.entries(files)) {
    if (path.startsWith(`./locales/${lang}/`)) Object.assign(whole, texts)
  }
  return whole
}

const kept = 'sitedraw.language'

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(kept)
  return asked === 'en' ? 'en' : 'zh'
}

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'zh',
  messages: { zh: textsOf('zh'), en: textsOf('en') },
})

/** The language of the page, which the server is asked for too. */
export function language(): Language {
  return i18n.global.locale.value === 'en' ? 'en' : 'zh'
}

export function setLanguage(chosen: Language): void {
  i18n.global.locale.value = chosen
  localStorage.setItem(kept, chosen)
  document.documentElement.lang = chosen
}
document.documentElement.lang = language()
