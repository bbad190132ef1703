// What only some ask for beside the chances: fetched together when somebody opens one.
export { default as AuditPanel } from './AuditPanel.vue'
export { default as CalendarField } from './CalendarField.vue'
export { default as ComparePanel } from './ComparePanel.vue'
export { default as OffPanel } from './OffPanel.vue'
