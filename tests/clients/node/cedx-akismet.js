// Drives the published client @cedx/akismet through everything it can do; prints what it made of the answers, as JSON.
// It raises as soon as it sees a header that it takes for an alarm, whatever the body says.
const [url, key, remark, gambling] = process.argv.slice(1)
const failing = promise => promise.then(() => 'no error', error => error.message)

async function main () {
  const { Author, Blog, CheckResult, Client, Comment } = await import('@cedx/akismet')
  const names = Object.fromEntries(Object.entries(CheckResult).map(([name, value]) => [value, name]))
  const blog = new Blog({ url: 'https://paper.example', charset: 'UTF-8', languages: ['en', 'fr'] })
  const client = new Client(key, blog, { baseUrl: url })
  const tester = new Client(key, blog, { baseUrl: url, isTest: true })
  const stranger = new Client('0123456789ab', blog, { baseUrl: url })
  const by = (content, more) => new Comment({
    content,
    author: new Author({ ipAddress: '203.0.113.9', name: 'Nell', userAgent: 'a browser', ...more }),
    context: ['bridges', 'harbours'],
    date: new Date(),
    permalink: 'https://paper.example/2026/bridge',
    type: 'reply'
  })
  const check = async (comment, asking = client) => names[await asking.checkComment(comment)]
  const told = {}
  told.valid = [await client.verifyKey(), await stranger.verifyKey()]
  told.before = [await check(by(gambling)), await check(by(remark))]
  await client.submitHam(by(gambling))
  await client.submitSpam(by(remark))
  told.after = [await check(by(gambling)), await check(by(remark))]
  told.tests = [
    await check(by(remark, { name: 'viagra-test-123' }), tester),
    await check(by(gambling, { role: 'administrator' }), tester),
    await check(new Comment({ ...by(''), content: remark, recheckReason: 'recheck_queue' }))
  ]
  told.errors = [
    await failing(stranger.checkComment(by(remark))),
    await failing(stranger.submitSpam(by(remark))),
    await failing(new Client(key, new Blog({ url: 'ftp://nowhere' }), { baseUrl: url }).checkComment(by(remark)))
  ]
  console.log(JSON.stringify(told))
}

main()
