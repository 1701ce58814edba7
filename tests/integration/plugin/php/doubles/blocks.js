/**
 * What WooCommerce's blocks give to a script that extends them, in little and on WordPress's own
 * packages: settings, the place below the totals, and the cart's data, fetched from the Store API. A
 * double and no proof of WooCommerce's own behaviour (integrations/woocommerce/README.md).
 */
( function ( wp, settings ) {
	'use strict';

	var el = wp.element.createElement;
	var place = wp.components.createSlotFill( '__experimentalOrderMeta' );
	var store = 'wc/store/cart';

	function ExperimentalOrderMeta( props ) {
		return el( place.Fill, null, function ( given ) {
			return wp.element.Children.map( props.children, function ( one ) {
				return wp.element.cloneElement( one, given );
			} );
		} );
	}

	wp.data.register(
		wp.data.createReduxStore( store, {
			reducer: function ( state, action ) {
				return action.type === 'RECEIVE' ? action.cart : state || null;
			},
			actions: {
				receive: function ( cart ) {
					return { type: 'RECEIVE', cart: cart };
				},
			},
			selectors: {
				getCartData: function ( state ) {
					return state;
				},
			},
			resolvers: {
				getCartData: function () {
					return function ( tools ) {
						return fetch( '/wp-json/wc/store/v1/cart' )
							.then( function ( answer ) {
								return answer.json();
							} )
							.then( tools.dispatch.receive );
					};
				},
			},
		} )
	);

	function Block( props ) {
		var cart = wp.data.useSelect( function ( select ) {
			return select( store ).getCartData();
		} );
		return el(
			wp.components.SlotFillProvider,
			null,
			cart && el( 'p', null, 'Total ', el( 'output', { id: 'total' }, cart.total ) ),
			cart &&
				el( place.Slot, { fillProps: { context: props.context, extensions: cart.extensions, cart: cart } } ),
			el( wp.plugins.PluginArea, { scope: 'woocommerce-checkout' } )
		);
	}

	window.wc = {
		blocksCheckout: { ExperimentalOrderMeta: ExperimentalOrderMeta },
		wcSettings: {
			getSetting: function ( name, otherwise ) {
				return name in settings ? settings[ name ] : otherwise;
			},
		},
	};
	document.addEventListener( 'DOMContentLoaded', function () {
		var at = document.getElementById( 'block' );
		wp.element.render( el( Block, { context: at.dataset.context } ), at );
	} );
} )( window.wp, window.wcSettings );
