// Drives Firefox through all that readers do; prints what was seen. node firefox.js PROGRAM ADDRESS NUMBER
const puppeteer = require("puppeteer-core");

const [program, address, first] = process.argv.slice(1);
const article = `#comment-${first}`;

const drive = async (browser) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(15000);
  const told = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && told.push(message.text()));
  page.on("pageerror", (error) => told.push(String(error)));
  await page.goto(address);
  const press = async (selector) => {
    await page.waitForSelector(selector);
    await page.$eval(selector, (node) => node.click());
  };
  const write = async (form, text) => {
    await page.waitForSelector(`${form} [name=text]`);
    await page.$eval(`${form} [name=text]`, (node) => node.select());
    await page.type(`${form} [name=text]`, text);
    await press(`${form} .rejoinder-button`);
  };
  const post = "form[data-act=post]";
  await write(post, "From a fox");
  await page.waitForSelector(".rejoinder-depth-0:focus");
  await press(`${article} [data-act=reply]`);
  await page.waitForSelector(`${post} textarea:focus`);
  await write(post, "A reply");
  await page.waitForSelector(".rejoinder-depth-1:focus");
  await press(".rejoinder-depth-1 [data-act=edit]");
  await write("form[data-act=edit]", "A changed reply");
  await page.waitForSelector(".rejoinder-depth-1 .rejoinder-edited");
  await press(`${article} [data-act=up]`);
  await page.waitForSelector(`${article} [data-act=up][data-count="1"][aria-pressed=true]`);
  await press(`${article} [data-act=report]`);
  await press("form[data-act=report] [name=reason]");
  await press("form[data-act=report] .rejoinder-button");
  await page.waitForSelector(`${article} .rejoinder-status:not(:empty)`);
  const bodies = () => page.$$eval(".rejoinder-body", (nodes) => nodes.map((node) => node.innerText.trim()));
  const before = await bodies();
  await press(".rejoinder-depth-1 [data-act=delete]");
  await press(".rejoinder-sure [data-act=delete]");
  await page.waitForFunction(() => !document.querySelector(".rejoinder-depth-1"));
  const cookies = await page.evaluate(() => document.cookie);
  console.log(JSON.stringify({ before, after: await bodies(), told, cookies }));
};

puppeteer.launch({ browser: "firefox", executablePath: program, headless: true }).then(async (browser) => {
  try {
    await drive(browser);
  } finally {
    await browser.close();
  }
});
