import { createApp } from 'vue'

import App from './App.vue'
import { installElement } from './element'
import { i18n } from './i18n'
import { router } from './router'
import { loadSession } from './session'
import './style.css'

const app = createApp(App)
installElement(app)
app.use(i18n)
void loadSession().finally(() => {
  app.use(router)
  app.mount('#app')
})
