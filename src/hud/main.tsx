import { createRoot } from 'react-dom/client'
import { clockText } from '../player/clock-text.ts'

const root = document.getElementById('root')
if (root) createRoot(root).render(<p>{clockText(0)}</p>)
