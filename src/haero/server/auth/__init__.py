"""Who may call: apps, tokens, approval keys, limits. The only part of haero that lives on the wall clock.

| module | noun |
|---|---|
| wall | the wall clock, and one that stands still for tests |
| apps | an app (appkey, appsecret) and how its keys are made |
| vault | the file `auth.db`: everything here that outlives a restart |
| tokens | access tokens: issue, check, revoke |
| approvals | WebSocket approval keys |
| limits | requests per second |
| oauth | the four replies: tokenP, revokeP, Approval, hashkey |
| corporate | the extra headers of a corporate customer (법인) |
"""
