// The components of Element Plus that only pages with forms use.
import {
  ElDialog,
  ElRadio,
  ElRadioButton,
  ElRadioGroup,
  ElTabPane,
  ElTabs,
} from 'element-plus'
import 'element-plus/theme-chalk/el-dialog.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-radio-button.css'
import 'element-plus/theme-chalk/el-radio-group.css'
import 'element-plus/theme-chalk/el-tab-pane.css'
import 'element-plus/theme-chalk/el-tabs.css'
import type { App } from 'vue'

const components = [
  ElDialog,
  ElRadio, // with its button and its group, which install nothing by themselves
  ElRadioButton,
  ElRadioGroup,
  ElTabPane,
  ElTabs,
]

export function installForms(app: App): void {
  for (const component of components) app.use(component)
}
