import { createApp } from 'vue'
import { applyLooks } from '@/looks'
import '@/style/base.css'
import '@/style/tokens.css'
import { lang, setLang } from '@/texts/language'
import DeskApp from './DeskApp.vue'
import './desk.css'
import './records.css'
import { router } from './router'

setLang(lang.value)
applyLooks()
createApp(DeskApp).use(router).mount('#desk')
