/** Which dialog is open. Not shared: nobody wants a link to a sign-in box. */
export const dialogs = $state({ signIn: false, searchOnPhone: false });
