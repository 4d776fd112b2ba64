import './button.css';
import type { ButtonHTMLAttributes } from 'react';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> {
  /** `primary`: the page's main action, once a page or dialog. `danger`: changes what is difficult to change back. */
  readonly kind?: 'plain' | 'primary' | 'danger';
  readonly submits?: boolean;
}

export function Button({ kind = 'plain', submits = false, className = '', ...rest }: ButtonProps) {
  return (
    <button type={submits ? 'submit' : 'button'} className={`button button-${kind} ${className}`.trim()} {...rest} />
  );
}
