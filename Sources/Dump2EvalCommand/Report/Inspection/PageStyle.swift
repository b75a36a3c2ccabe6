/// How the page looks. Everything is in the page: no fonts, scripts or pictures from elsewhere.
enum PageStyle {
  static let text: StaticString = """
    :root { color-scheme: light dark; --ink: #1c2330; --quiet: #5b6675; --line: #dde2ea; --paper: #f5f7fa; --card: #fff;
      --exportable: #2f9e62; --not-recorded: #a3adba; --missing: #d98a1f; --half: #e8b873; --failed: #cf4b4b; --hashed: #8a63c9;
      --truncated: #bfa21a; --repeat: #5b8fc7; --filtered: #d5dae1; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6eaf0; --quiet: #97a3b4; --line: #2c3542; --paper: #12161d; --card: #1a2029;
        --exportable: #43b97c; --not-recorded: #66717f; --missing: #e0a14a; --half: #9c6f2d; --failed: #e06c6c; --hashed: #a98be0;
        --truncated: #d3b93c; --repeat: #79a9dc; --filtered: #3a4350; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 70rem; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
    h1 { font-size: 1.4rem; margin: 0; line-height: 1.3; }
    h2 { font-size: 1rem; margin: 0 0 .75rem; }
    p { margin: .25rem 0; }
    .quiet { color: var(--quiet); }
    section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem;
      margin-top: 1rem; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.4rem, 1fr)); gap: .75rem; margin-top: 1rem; }
    .cards div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
    .cards b { display: block; font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere; }
    .cards span { color: var(--quiet); font-size: .85rem; }
    .legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .75rem 0 0; padding: 0; list-style: none;
      font-size: .85rem; color: var(--quiet); }
    .legend i { display: inline-block; width: .7rem; height: .7rem; border-radius: .2rem; margin-right: .35rem; }
    .bars { display: grid; grid-template-columns: minmax(6rem, 14rem) 1fr max-content; gap: .45rem .9rem;
      align-items: center; }
    .bars .name { overflow-wrap: anywhere; }
    .bars .number { color: var(--quiet); font-size: .85rem; text-align: right; }
    .bar { display: flex; height: 1.05rem; border-radius: .25rem; overflow: hidden; background: var(--line); }
    .bar i { min-width: 1px; }
    .exportable { background: var(--exportable); } .not-recorded { background: var(--not-recorded); }
    .no-input { background: var(--half); } .no-output { background: var(--missing); } .failed { background: var(--failed); }
    .hashed { background: var(--hashed); } .truncated { background: var(--truncated); }
    .repeat { background: var(--repeat); } .filtered { background: var(--filtered); }
    .columns { display: flex; align-items: flex-end; gap: 1px; height: 8rem; border-bottom: 1px solid var(--line); }
    .columns > i { flex: 1 1 0; display: flex; flex-direction: column; justify-content: flex-end; height: 100%;
      min-width: 0; max-width: 3rem; }
    .columns > i:hover { background: var(--line); }
    .columns b { display: block; }
    .axis { display: flex; justify-content: space-between; color: var(--quiet); font-size: .8rem; margin-top: .3rem; }
    .thirds { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem; margin-top: 1rem; }
    .thirds section { margin: 0; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; }
    th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
    td { overflow-wrap: anywhere; }
    tr:last-child td { border-bottom: 0; }
    .right { text-align: right; white-space: nowrap; }
    th.right, td.right { padding-right: 1.2rem; } th:last-child, td:last-child { padding-right: 0; }
    code { font: .85em/1.4 ui-monospace, monospace; white-space: nowrap; }
    .time { white-space: nowrap; }
    .chip { display: inline-block; border-radius: .8rem; padding: 0 .55rem; margin: 0 .25rem .15rem 0; font-size: .8rem;
      border: 1px solid var(--line); white-space: nowrap; }
    .chip i { display: inline-block; width: .55rem; height: .55rem; border-radius: 50%; margin-right: .35rem; }
    .hint { margin: .5rem 0 0; padding-left: .8rem; border-left: .2rem solid var(--missing); overflow-wrap: anywhere; }
    summary { cursor: pointer; font-weight: 600; }
    details.hint > .hint { border-left: 0; padding-left: 0; }
    @media (max-width: 42rem) {
      body { padding: 1rem .7rem 3rem; }
      .bars { grid-template-columns: 1fr max-content; gap: .1rem .6rem; }
      .bars .bar { grid-column: 1 / -1; grid-row: auto; margin-bottom: .5rem; order: 0; }
      .bars .name { grid-column: 1; } .bars .number { grid-column: 2; }
      .bars { grid-auto-flow: dense; }
      table, tbody, tr, td { display: block; width: 100%; }
      thead { display: none; }
      tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
      tr:last-child { border-bottom: 0; }
      td { border: 0; padding: .1rem 0; display: flex; gap: .6rem; }
      td.right { text-align: left; white-space: normal; }
      td, td.right { padding-right: 0; }
      code { white-space: normal; }
      td::before { content: attr(data-label); color: var(--quiet); flex: 0 0 6.5rem; font-size: .85rem; }
      td:empty { display: none; }
    }
    @media print { body { background: none; } section { break-inside: avoid; } }
    """
}
