import { render } from 'preact'
import { App } from './app.tsx'

// The page's own word in its policy; figures need it for their scripts.
const nonce = document.currentScript?.nonce ?? ''
const page = document.getElementById('page')
if (page) render(<App nonce={nonce} />, page)
