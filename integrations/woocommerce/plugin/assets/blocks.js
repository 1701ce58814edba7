/**
 * The redeem box in WooCommerce's Cart and Checkout blocks, below the totals. Without a build chain:
 * what it uses are the scripts that the blocks themselves are made of.
 */
( function ( wp, wc ) {
	'use strict';

	var place = wc && wc.blocksCheckout;
	var Slot = place && ( place.ExperimentalOrderMeta || place.OrderMeta );
	var settings = wc && wc.wcSettings && wc.wcSettings.getSetting( 'regulars_data', {} );
	// A WooCommerce that no longer has the place shows a cart without the box.
	if ( ! Slot || ! settings.attributes || ! wp.plugins || ! wp.element || ! wp.data ) {
		return;
	}
	var el = wp.element.createElement;
	/* The cookie that hints at somebody signed in, as in store.js: that looks at the page once, and
	   what a block draws comes later. */
	var known = /(^|; )regulars_shopper=(in|ordered)/.test( document.cookie );
	var who = known ? {} : { visitor: '' };

	/* The block gives what it fills the place with the newest cart's extensions. The checkout's summary
	   stands in a frame, and each thing in it keeps this distance from the frame. */
	function Box( props ) {
		var own = ( props.extensions || {} ).regulars || {};
		var lines = { lines: JSON.stringify( own.lines || [] ) };
		var framed = props.context === 'woocommerce/checkout';
		return el(
			'div',
			framed ? { style: { paddingInline: '16px' } } : null,
			el( 'regulars-points', Object.assign( {}, settings.attributes, who, lines ) )
		);
	}

	/* A code applied by one of our elements, here or in the panel: the block draws its totals anew. */
	document.addEventListener( 'regulars-applied', function () {
		wp.data.dispatch( 'wc/store/cart' ).invalidateResolutionForStore();
	} );

	wp.plugins.registerPlugin( 'regulars', {
		scope: 'woocommerce-checkout',
		render: function () {
			return el( Slot, null, el( Box ) );
		},
	} );
} )( window.wp, window.wc );
