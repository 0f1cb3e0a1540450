import { describe, expect, it } from 'vitest'
import { notTheApp } from './navigation'

const leftAlone = (address: string) => notTheApp.some((r) => r.test(address))

describe('the worker', () => {
  it('leaves alone what is not the app', () => {
    for (const address of [
      '/r/abc',
      '/r/abc?lang=en',
      '/r?v=1',
      '/api/v1/today',
      '/docs',
      '/docs/errors?x=1',
      '/desk',
      '/desk/',
      '/desk/complaints?status=open',
      '/desk?x=1',
      '/desk.html',
      '/openapi.json',
      '/healthz',
      '/assets/x.js',
      '/sw.js',
      '/manifest.webmanifest',
      '/.well-known/jwks.json',
    ])
      expect(leftAlone(address), address).toBe(true)
  })

  it('shows the app at its own addresses', () => {
    for (const address of [
      '/',
      '/?x=1',
      '/run/pre-trip',
      '/login?to=/r/abc',
      '/stops/1',
      '/settings',
      '/nothing',
      '/ready',
    ])
      expect(leftAlone(address), address).toBe(false)
  })
})
