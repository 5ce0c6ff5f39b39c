/**
 * React reads NODE_ENV when it is loaded, and its development build is three times slower per
 * panel. Must be imported before anything that imports React.
 */
process.env.NODE_ENV ??= 'production'
