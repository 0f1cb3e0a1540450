/** The reports and how each is read. */
import type { Benchmark, Gaps, Prevention, Temperature } from '@/api'
import { api, type Asking } from '../../api'

export const names = ['gaps', 'prevention', 'temperature', 'benchmark'] as const
export type ReportName = (typeof names)[number]
export type Report = Gaps | Prevention | Temperature | Benchmark

type Query = Record<string, string>

export const readers: Record<ReportName, (query: Query, ask: Asking) => Promise<Report>> = {
  gaps: (query, ask) => api.get('/api/v1/reports/gaps', { ...ask, query }),
  prevention: (query, ask) => api.get('/api/v1/reports/prevention', { ...ask, query }),
  temperature: (query, ask) => api.get('/api/v1/reports/temperature', { ...ask, query }),
  benchmark: (query, ask) => api.get('/api/v1/reports/benchmark', { ...ask, query }),
}
