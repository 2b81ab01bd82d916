import { createI18n } from 'vue-i18n'
import { ref, watchEffect } from 'vue'
import type { Language } from '@portdesk/client'

import en from './en.json'
import zh from './zh.json'

const KEPT = 'portdesk.language'

/** Chinese unless the person chose English: the desk is Henan's. */
export const language = ref<Language>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh')

export const i18n = createI18n({ legacy: false, locale: language.value, fallbackLocale: 'zh', messages: { zh, en } })

/** The translation of a key outside of a component. */
export const say = i18n.global.t

watchEffect(() => {
  i18n.global.locale.value = language.value
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(KEPT, language.value)
})
