// All clients, one after the other, against one server. GDAL comes last: its last
// test publishes another version.
import { after } from 'node:test'

import { open } from './house.mjs'
import './ogcclient.mjs'
import './tiles.mjs'
import './maplibre.mjs'
import './gdal.mjs'

after(async () => (await open()).stop())
