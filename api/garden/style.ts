export const GARDEN_STYLE_PATH = '/garden/page.css';

/** One column that fits a phone; colours of at least 4.5 to 1; what can be touched is 44 px high. */
export const GARDEN_STYLE = `:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1c1b1a; background: #f1f0ec; margin: 0; }
main { background: #fff; max-width: 32rem; margin: 0 auto; padding: 1.5rem 1.25rem 2rem; min-height: 100vh; }
h1 { font-size: 1.625rem; line-height: 1.2; margin: 0 0 .25rem; padding-left: .75rem; border-left: .375rem solid #9a5b00; }
h1.suspended { border-color: #a4262c; }
h1.active { border-color: #1b6b3a; }
h2 { font-size: 1.25rem; margin: 1.5rem 0 .5rem; }
.service { color: #57534e; margin: 0 0 1rem; padding-left: 1.125rem; }
.fault { background: #fdecec; color: #7d1a1f; border-left: .375rem solid #a4262c; padding: .75rem; }
.note { background: #f6f5f1; padding: .75rem; }
fieldset { border: 0; padding: 0; margin: 1.5rem 0 1rem; }
legend { font-weight: 600; padding: 0; margin-bottom: .5rem; }
.offer, .check { position: relative; margin: 0 0 .5rem; }
.offer label { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem .75rem .75rem 2.75rem; border: 1px solid #78736c; border-radius: .375rem; min-height: 2.75rem; }
.offer input { position: absolute; left: .875rem; top: .875rem; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: #1f4e79; }
.offer input:checked + label { border-color: #1f4e79; box-shadow: inset 0 0 0 1px #1f4e79; background: #eef4fa; }
.check { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; }
.check input { width: 1.25rem; height: 1.25rem; margin: 0 0 0 .875rem; flex: none; accent-color: #1f4e79; }
button, .button { display: block; width: 100%; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: #fff; background: #1f4e79; border: 0; border-radius: .375rem; padding: .75rem 1rem; min-height: 3rem; cursor: pointer; }
button:hover, .button:hover { background: #163a5b; }
:focus-visible { outline: .1875rem solid #c46a00; outline-offset: .125rem; }
.offer input:focus-visible { outline: none; }
.offer input:focus-visible + label { outline: .1875rem solid #c46a00; outline-offset: .125rem; }
a { color: #1f4e79; }
@media (min-width: 34rem) { main { margin: 2rem auto; min-height: 0; border-radius: .5rem; padding: 2rem; } }
`;
