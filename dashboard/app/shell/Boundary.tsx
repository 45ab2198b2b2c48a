import { Component, type ReactNode } from "react";

import { Failure } from "../parts/Failure";

/** A page that breaks is told of and can be tried again; the menu and the others stay. */
export class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (this.state.isBroken) return <Failure failure={undefined} retry={() => this.setState({ isBroken: false })} />;
    return this.props.children;
  }
}
