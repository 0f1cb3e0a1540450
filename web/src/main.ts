import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { lang, setLang } from './texts'

setLang(lang.value)
createApp(App).use(createPinia()).use(router).mount('#app')
