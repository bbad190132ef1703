// The components of Element Plus that every page may use; what only forms need is in
// elementForms.ts. Only these are in the build.
import { ElAlert, ElButton, ElConfigProvider, ElTag } from 'element-plus'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-alert.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-tag.css'
import type { App, Component } from 'vue'

let own: App

export function installElement(app: App): void {
  own = app
  for (const component of [ElAlert, ElButton, ElConfigProvider, ElTag]) app.use(component)
}

type Page = { default: Component }

/** A page with forms, fetched together with the components that only forms need. */
export function withForms(page: () => Promise<Page>): () => Promise<Page> {
  return async () => {
    const [{ installForms }, fetched] = await Promise.all([import('./elementForms'), page()])
    installForms(own)
    return fetched
  }
}
