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

/** Sending, and looking for a new version, wait until the page stands; in a tab nobody looks at, a second at most. */
const soon = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200))
void router.isReady().then(() =>
  soon(
    () => {
      offline.start()
      void watchForUpdates()
    },
    { timeout: 1000 },
  ),
)
