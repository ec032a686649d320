// A form that continues by itself: the last step of coming back from another site. Without a script one presses its button.
document.querySelector("form[data-submit-now]")?.requestSubmit();
