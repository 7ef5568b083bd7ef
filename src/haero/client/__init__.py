"""The client: overseas-stock orders of the KIS Open API, typed, blocking or asynchronous, never sent twice.

    errors      what can go wrong
    transport   bytes to KIS and back: HTTP/1.1, blocking and asynchronous
    local       what programs on one machine share: the order store, the token, the pace
    orders      an order by intent becomes a plan: TR, path, body, checks
    results     what KIS answers, as typed rows
    stream      notices and realtime quotes
    core        every policy, as operations that ask for effects

Import from `haero`, not from here: `haero.Client`, `haero.AsyncClient`.
"""
