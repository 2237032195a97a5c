// Drives the published client akismet through everything it can do; prints what it made of the answers, as JSON.
// Its calls go to KEY.comments.example.org, which this machine does not know, so every name leads to it.
const dns = require('dns')
dns.lookup = (name, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const { client: make } = require('akismet')

const [port, key, remark, gambling] = process.argv.slice(1)
const options = { blog: 'https://paper.example', host: 'comments.example.org', port }
const client = make({ ...options, apiKey: key })
const stranger = make({ ...options, apiKey: '0123456789ab' })
const by = content => ({ user_ip: '203.0.113.9', comment_author: 'Nell', comment_content: content })
const ask = (asked, verb, ...given) => new Promise((resolve, reject) =>
  asked[verb](...given, (error, value) => error ? reject(error) : resolve(value === undefined ? 'taken' : value)))

async function main () {
  const told = {}
  told.valid = [await ask(client, 'verifyKey'), await ask(stranger, 'verifyKey')]
  told.before = [await ask(client, 'checkComment', by(gambling)), await ask(client, 'checkComment', by(remark))]
  told.reports = [await ask(client, 'submitHam', by(gambling)), await ask(client, 'submitSpam', by(remark))]
  told.after = [await ask(client, 'checkSpam', by(gambling)), await ask(client, 'checkSpam', by(remark))]
  told.tests = [
    await ask(client, 'checkComment', { ...by(remark), comment_author: 'viagra-test-123', is_test: 1 }),
    await ask(client, 'checkComment', { ...by(gambling), user_role: 'administrator', is_test: 1 })
  ]
  told.stranger = await ask(stranger, 'checkComment', by(gambling))
  console.log(JSON.stringify(told))
}

main()
