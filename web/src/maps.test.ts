import { describe, expect, it } from 'vitest'
import { coordinates, mapLinks, roundBelow } from './maps'

describe('a place', () => {
  it('leads to the apps of the reader, whatever it is called', () => {
    const { geo, amap } = mapLinks({ lat: 28.2, lon: -112.9 }, 'A&B (后门)?')
    expect(geo).toBe('geo:28.2,-112.9?q=28.2,-112.9(A%26B%20(%E5%90%8E%E9%97%A8)%3F)')
    expect(new URL(amap).searchParams.get('poiname')).toBe('A&B (后门)?')
    expect(coordinates({ lat: 28.2, lon: -112.9388812 })).toBe('28.20000, -112.93888')
  })

  it('has a scale in round metres', () => {
    expect([30, 50, 199, 200, 999, 1000, 4_999, 1_250_000].map(roundBelow)).toEqual([
      20, 50, 100, 200, 500, 1000, 2000, 1_000_000,
    ])
  })
})
