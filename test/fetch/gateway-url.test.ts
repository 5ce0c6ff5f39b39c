import { describe, expect, test } from 'vitest'
import { mayHaveKey, parseGateway } from '../../src/fetch/gateway-url.ts'

describe('a gateway', () => {
  test.each([
    'https://hist.databento.com',
    'https://proxy.example:8443/db',
    'http://127.0.0.1:9000',
    'http://localhost:1',
    'http://[::1]:1',
  ])('may be %s', (text) => {
    expect(parseGateway(text).href).toContain(text)
  })

  test.each([
    'http://hist.databento.com',
    'http://127.0.0.1.example.com',
    'hist.databento.com',
    'ftp://127.0.0.1',
    'https://hist.databento.com/?key=1',
    '',
  ])('may not be %s', (text) => {
    expect(() => parseGateway(text)).toThrow('--gateway: the gateway is invalid')
  })

  test('with a key in it is not repeated', () => {
    const parse = () => parseGateway('https://db-secret@hist.databento.com')
    expect(parse).toThrow('the gateway is invalid')
    expect(parse).not.toThrow('db-secret')
  })
})

test.each([
  ['https://hist.databento.com/v0', 'https://hist.databento.com', true],
  ['https://api.databento.com/v0/batch/download/a', 'https://hist.databento.com', true],
  ['http://api.databento.com/a', 'https://hist.databento.com', false],
  ['https://databento.com.example/a', 'https://hist.databento.com', false],
  ['https://files.example/a', 'https://hist.databento.com', false],
  ['https://api.databento.com/a', 'http://127.0.0.1:9000', false],
  ['http://127.0.0.1:9001/a', 'http://127.0.0.1:9000', false],
])('%s gets the key of %s: %s', (url, gateway, expected) => {
  expect(mayHaveKey(new URL(url), new URL(gateway))).toBe(expected)
})
