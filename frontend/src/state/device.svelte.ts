/** Whether the page is as narrow as a phone, live. */
import { PHONE_MAX_WIDTH_PX } from '../style/tokens';

const narrow = matchMedia(`(max-width: ${PHONE_MAX_WIDTH_PX}px)`);

class Device {
  isPhone = $state(narrow.matches);

  constructor() {
    narrow.addEventListener('change', (event) => (this.isPhone = event.matches));
  }
}

export const device = new Device();
