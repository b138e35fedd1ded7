document.body.textContent = `hello ${JSON.stringify(Object.keys((window as any).dropline))}`;
