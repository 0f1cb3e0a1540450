import { createApp } from 'vue'
import App from './App.vue'
import { applyLooks } from './looks'
import { offline } from './offline'
import { router } from './router'
import './style/tokens.css'
import './style/base.css'
import { lang, setLang } from './texts'
import { watchForUpdates } from './update'

setLang(lang.value)
applyLooks()
createApp(App).use(router).mount('#app')
offline.start()
void watchForUpdates()
