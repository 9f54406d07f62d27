//! Page frame, forms, sessions, CSRF, CSP, languages, problems as pages, rate limits.
