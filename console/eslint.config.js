import vueI18n from '@intlify/eslint-plugin-vue-i18n'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'package*.json'] },
  ts.configs.strict,
  vue.configs['flat/recommended'],
  accessibility.configs['flat/recommended'],
  vueI18n.configs.recommended,
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    settings: { 'vue-i18n': { localeDir: './src/i18n/*.json', messageSyntaxVersion: '^11.0.0' } },
    rules: {
      // Every visible string is in both languages: none stands in a template, none is missing, none is left over.
      '@intlify/vue-i18n/no-raw-text': [
        'error',
        {
          attributes: { '/.+/': ['title', 'aria-label', 'aria-description', 'placeholder', 'alt'] },
          ignorePattern: '^[-–—·:：|/›…+#%()\\s]*$',
        },
      ],
      '@intlify/vue-i18n/no-missing-keys-in-other-locales': 'error',
      '@intlify/vue-i18n/no-dynamic-keys': 'off',
      '@intlify/vue-i18n/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-len': 'off',

      '@typescript-eslint/no-non-null-assertion': 'off',
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'vuejs-accessibility/form-control-has-label': ['error', { labelComponents: ['FormField'] }],
    },
  },
  { files: ['src/**/*.{ts,vue}', 'tests/**/*.ts'], rules: { 'max-lines': ['error', 300] } },
  prettier,
)
