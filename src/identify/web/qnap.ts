import { cpe } from '../cpe.ts'
import { defineWebProduct } from '../web-product.ts'

export default defineWebProduct({
  id: 'qnap',
  summary: 'network storage of QNAP',
  source: 'QNAP: QTS HTTP API for authentication',
  // Model and firmware are told by authLogin.cgi, which is the log-in itself.
  layer: 'device',
  match({ body }) {
    const isQnap = body.includes('/cgi-bin/html/login.html') || body.includes('QNAP Systems')
    return isQnap ? { product: 'QTS', vendor: 'QNAP', deviceType: 'nas', cpe: [cpe('o', 'qnap', 'qts')] } : null
  },
  examples: [
    {
      response:
        'HTTP/1.1 200 OK\r\nServer: http server 1.0\r\nContent-type: text/html\r\n\r\n<html><head><script>location.href="/cgi-bin/html/login.html?1700000000"</script>',
      expect: { product: 'QTS', deviceType: 'nas' },
    },
  ],
})
