import { connectionScenarios } from './connection-scenarios.ts'
import { packetScenarios } from './packet-scenarios.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: readonly Scenario[] = [...connectionScenarios, ...packetScenarios]
