// A change of page that is overtaken by the next one breaks its short fade off. The browser reports that as an error of its promises; it is
// none, so it is taken here.

const ignore = () => {};

export function connectTransitions(scope) {
  for (const moment of ["pageswap", "pagereveal"]) {
    scope.addEventListener(moment, ({ viewTransition }) => {
      for (const promise of [viewTransition?.ready, viewTransition?.finished, viewTransition?.updateCallbackDone]) promise?.catch(ignore);
    });
  }
}
