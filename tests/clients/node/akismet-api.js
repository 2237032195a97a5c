// Drives the published client akismet-api through everything it can do; prints what it made of the answers, as JSON.
// Its calls go to KEY.comments.example.org, which this machine does not know, so every name leads to it.
const dns = require('dns')
dns.lookup = (name, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const { AkismetClient } = require('akismet-api')

const [port, key, remark, gambling] = process.argv.slice(1)
const options = { blog: 'https://paper.example', protocol: 'http', host: `comments.example.org:${port}` }
const client = new AkismetClient({ ...options, key })
const stranger = new AkismetClient({ ...options, key: '0123456789ab' })
const by = content => ({ ip: '203.0.113.9', useragent: 'a browser', name: 'Nell', content })
const failing = promise => promise.then(() => 'no error', error => error.message)

async function main () {
  const told = {}
  told.valid = [await client.verifyKey(), await stranger.verifyKey()]
  told.before = [await client.checkSpam(by(gambling)), await client.checkSpam(by(remark))]
  told.reports = [(await client.submitHam(by(gambling))).text, (await client.submitSpam(by(remark))).text]
  told.after = [await client.checkSpam(by(gambling)), await client.checkSpam(by(remark))]
  told.tests = [
    await client.checkSpam({ ...by(remark), name: 'viagra-test-123', isTest: true }),
    await client.checkSpam({ ...by(gambling), role: 'administrator', isTest: true }),
    await client.checkSpam({ ...by(''), ip: '', honeypot: 'filled' })
  ]
  told.errors = [
    await failing(stranger.checkSpam(by(remark))),
    await failing(client.checkSpam({ content: remark })),
    await failing(new AkismetClient({ ...options, key, blog: 'nowhere' }).checkSpam(by(remark)))
  ]
  console.log(JSON.stringify(told))
}

main()
