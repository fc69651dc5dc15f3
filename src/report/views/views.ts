import type { ReportKind } from '../types.ts'
import { checkView } from './check.ts'
import { portsView } from './ports.ts'
import { scanView } from './scan.ts'
import type { View } from './view.ts'

/** What each kind of report shows. Every format derives from these; none knows a kind. */
export const views: { readonly [K in ReportKind]: View<K> } = { scan: scanView, check: checkView, ports: portsView }
