import { mount } from 'svelte';
import App from './App.svelte';
import { guessLanguage, language } from './i18n/language.svelte';
import { view } from './state/view.svelte';
import { world } from './state/world.svelte';
import './style/base.css';

await language.use(view.shared.lang ?? guessLanguage(navigator.language));
world.keepFresh();
mount(App, { target: document.getElementById('app')! });
