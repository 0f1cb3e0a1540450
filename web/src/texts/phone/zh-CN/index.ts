import answer from './answer'
import app from './app'
import crew from './crew'
import login from './login'
import media from './media'
import settings from './settings'
import stop from './stop'
import sync from './sync'
import today from './today'
import venue from './venue'

export default { ...answer, ...app, ...crew, ...login, ...media, ...settings, ...stop, ...sync, ...today, ...venue }
