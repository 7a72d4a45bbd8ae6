import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '#ui/theme/tokens.css';
import '#ui/theme/components.css';
import '#ui/theme/app.css';
import '#ui/theme/pages.css';
import '#ui/theme/phone.css';
import { App } from './App.tsx';
import { startMessages } from './i18n.ts';

const root = document.getElementById('root');
if (root)
  void startMessages().then(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  );
