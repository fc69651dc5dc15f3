import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

const firmware = linear(String.raw`<version><!\[CDATA\[([\d.]+)`)
const model = linear(String.raw`<(?:displayModelName|modelName)><!\[CDATA\[([\w -]{1,40})`)

export default defineWebProduct({
  id: 'qnap',
  summary: 'network storage of QNAP',
  source: 'QNAP: QTS HTTP API for authentication (authLogin.cgi tells model and firmware before a log-in)',
  layer: 'device',
  match({ body }) {
    const isQnap = body.includes('/cgi-bin/html/login.html') || body.includes('QNAP Systems')
    return isQnap ? { product: 'QTS', vendor: 'QNAP', deviceType: 'nas', cpe: [cpe('o', 'qnap', 'qts')] } : null
  },
  async ask(get, match) {
    const page = (await get('/cgi-bin/authLogin.cgi'))?.body ?? ''
    const version = firmware.exec(page)?.[1]
    return { ...match, version, cpe: [cpe('o', 'qnap', 'qts', version)], facts: { model: model.exec(page)?.[1] } }
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nServer: http server 1.0\r\nContent-type: text/html\r\n\r\n<html><head><script>location.href="/cgi-bin/html/login.html?1700000000"</script>',
      pages: {
        '/cgi-bin/authLogin.cgi':
          'HTTP/1.1 200 OK\r\nContent-type: text/xml\r\n\r\n<?xml version="1.0"?><QDocRoot version="1.0"><doQuick></doQuick><model><displayModelName><![CDATA[TS-453A]]></displayModelName></model><firmware><version><![CDATA[5.0.1]]></version><build><![CDATA[20230322]]></build></firmware></QDocRoot>',
      },
      expect: { product: 'QTS', version: '5.0.1', deviceType: 'nas', facts: { model: 'TS-453A' } },
    },
  ],
})
