import type { Texts } from '.'

const en: Texts = {
  'app.name': 'crewcheck',
  'app.loading': 'Opening…',
  'app.language': 'Language',
  'not-found.title': 'There is no such page',
  'not-found.home': 'Back to today',
}

export default en
