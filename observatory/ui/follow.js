export default function ({ setTriggerValue }) {
  // interface.js calls this when the theme changes under an open page: the server draws the charts again in its colours.
  window.capQuartiersTurned = () => setTriggerValue("turned", Date.now());
}
