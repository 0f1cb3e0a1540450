import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { applyLooks } from './looks'
import { router } from './router'
import './style/tokens.css'
import './style/base.css'
import { lang, setLang } from './texts'

setLang(lang.value)
applyLooks()
createApp(App).use(createPinia()).use(router).mount('#app')
