import { Button } from '../ui/button.js';
import { chooseTheme, useTheme } from '../ui/use-theme.js';

export function ThemeToggle() {
  const other = useTheme() === 'dark' ? 'light' : 'dark';
  return (
    <Button aria-label={`Use the ${other} theme`} onClick={() => chooseTheme(other)}>
      {other === 'light' ? '☀' : '☾'}
    </Button>
  );
}
