/**
 * React looks at NODE_ENV once, when it is loaded, and its development build takes three times as
 * long for a panel. So this is imported before anything that imports React.
 */
process.env.NODE_ENV ??= 'production'
